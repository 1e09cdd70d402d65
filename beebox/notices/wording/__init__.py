"""The words of messages: what may stand in them, how they are filled, who edits them."""

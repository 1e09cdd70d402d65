"""What a person chose: language, channels and their order, the addresses they confirmed."""

"""复看: a second person looks at a random share of cases before they move on."""

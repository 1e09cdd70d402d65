"""Holiday files from outside: read line by line, compared, applied."""

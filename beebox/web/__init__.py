"""What every page needs: the office, errors, headers, forms, languages, paper."""

"""What people do with rules: change, try, publish, judge and measure them."""

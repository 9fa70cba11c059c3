"""Files coming in: a delivery becomes a plan, then rows and findings."""

"""What a district is: frozen values and pure rules, in the officer's words."""

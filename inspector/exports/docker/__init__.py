"""What docker's client prints, to the byte."""

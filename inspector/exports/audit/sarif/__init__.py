"""SARIF 2.1.0: what code hosts and editors read (OASIS, "Static Analysis Results Interchange")."""

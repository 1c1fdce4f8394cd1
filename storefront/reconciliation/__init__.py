"""What the banks say beside what our books say: statements, matching, differences."""

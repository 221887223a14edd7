"""What people see of an incident."""

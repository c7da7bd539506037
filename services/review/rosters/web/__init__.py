"""The desk of the committee's office: its rosters, frozen and downloaded."""

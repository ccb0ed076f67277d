"""What a person is shown of two texts beside what decides: nothing here changes a link."""

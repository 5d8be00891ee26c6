"""The widgets screens are built of: fed by declarations, knowing nothing of any one desk."""

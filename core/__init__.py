"""The domain: what Sealdesk keeps and by which rules. Pure: no SQL, no screens, no cryptography, no files."""

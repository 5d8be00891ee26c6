"""How the byte formats look that other programs know too.

Imports core only: nothing here knows a site, a store or a record. The formats are standards, or are specified in
docs/formats/transfer.md (§1 and §2 conventions, §4 seal, §5 archive, §7.2 minisign, §8 lines of changes).

`age`: encrypting and decrypting files in the age format, streaming.
`age_keys`: the keys of age: X25519 and the post-quantum hybrid mlkem768x25519.
`bech32`: Bech32 text for keys (BIP 173), without its limit on length.
`changes_jsonl`: lines of JSON, compressed in memory, with limits on their number and size.
`check_digits`: numbers as groups of digits, each with a check digit, for reading aloud and copying by hand.
`minisign`: Ed25519 signatures in the format of minisign.
`strict_json`: strict models, and the field types all formats share: names, identifiers, times, base64.
`tar`: the tar archive inside a transfer file, of which each header has one spelling.
"""

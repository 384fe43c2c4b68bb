"""Letters out and mail in: SMTP, IMAP, a folder; MIME ⇄ values."""

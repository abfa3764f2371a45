"""Writing scenarios and procedures without YAML: the document, its forms, its faults in words.

A draft is YAML text that goes through the very parser of the shipped files. `document` reads and
changes it, `yaml_text` writes it again, `shape` and the `*_sections` describe the forms, `filling`
takes what was typed over into the document, `form_view` is what a page draws, and `faults` says
what is still wrong, and where.
"""

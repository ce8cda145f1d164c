// Functions without a body, as the one in controller.go, are accepted only in a package with an assembly file.

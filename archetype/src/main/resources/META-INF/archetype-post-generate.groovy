def project = new File(request.outputDirectory, request.artifactId)
new File(project, 'mvnw').setExecutable(true)
// Packaging tools leave files with this name out, so it travels under another one.
new File(project, 'gitignore').renameTo(new File(project, '.gitignore'))

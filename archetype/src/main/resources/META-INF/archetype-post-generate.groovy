import javax.lang.model.SourceVersion

def project = new File(request.outputDirectory, request.artifactId)
if (!SourceVersion.isName(request.package)) {
    // The form that the Java Language Specification, section 6.1, recommends for domain names.
    def legal = request.package.split('\\.').collect { part ->
        def name = part.replaceAll(/[^\p{javaJavaIdentifierPart}]/, '_')
        name = name ==~ /\p{javaJavaIdentifierStart}.*/ ? name : '_' + name
        SourceVersion.isKeyword(name) ? name + '_' : name
    }.join('.')
    throw new IllegalArgumentException("""\
'${request.package}' is not a Java package
  where: ${System.getProperty('package') == null ? '-DgroupId, which is the package when -Dpackage is not set' : '-Dpackage'}
  why:   each part must be a Java identifier: no dashes, no digit at its beginning, no keyword
  do:    delete ${project}, and generate it again with -Dpackage=${legal}""")
}
new File(project, 'mvnw').setExecutable(true)
// Packaging tools exclude files with this name, so the archetype contains it under another name.
new File(project, 'gitignore').renameTo(new File(project, '.gitignore'))
println """\

Next:
  cd ${request.artifactId}
  ./mvnw package        runs the test, and writes the manifests to target/kubeless/
  ./mvnw kubeless:run   starts the function on http://localhost:8080
"""

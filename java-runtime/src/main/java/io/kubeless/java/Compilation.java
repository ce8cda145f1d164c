package io.kubeless.java;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.ForwardingJavaFileObject;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.StandardLocation;
import javax.tools.ToolProvider;

/** Compiles the source on the volume, and writes the descriptor that the runtime reads. */
record Compilation(Phase phase) {
  private static final Path RESOURCES = Path.of("src", "main", "resources");
  private static final List<String> OPTIONS = List.of("-parameters", "-g", "-Xmaxerrs", "1000");
  private static final Set<Path> OTHER =
      Set.of(Path.of("src", "test"), Path.of("target"), Path.of("classes"), Path.of("lib"));

  void run() throws IOException, Failure {
    List<Path> sources = sources();
    if (sources.isEmpty()) {
      throw new Failure(
          "there is no .java file: set function to Java source, or to an archive of it");
    }
    Files.createDirectories(phase.classes());
    compile(sources);
    copyResources();
    String descriptor = new FunctionClass(phase).descriptor();
    Files.writeString(phase.volume().resolve("function.properties"), descriptor);
  }

  private List<Path> sources() throws IOException {
    try (Stream<Path> files = Files.walk(phase.volume())) {
      return files
          .filter(each -> each.toString().endsWith(".java") && Files.isRegularFile(each))
          .filter(each -> OTHER.stream().noneMatch(phase.volume().relativize(each)::startsWith))
          .sorted()
          .toList();
    }
  }

  private void compile(List<Path> sources) throws IOException, Failure {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    if (compiler == null) {
      throw new Failure("the image of the runtime has no compiler: build it with a JDK");
    }
    DiagnosticCollector<JavaFileObject> diagnostics = new DiagnosticCollector<>();
    try (StandardJavaFileManager files =
        compiler.getStandardFileManager(diagnostics, Locale.ENGLISH, StandardCharsets.UTF_8)) {
      files.setLocationFromPaths(StandardLocation.CLASS_OUTPUT, List.of(phase.classes()));
      files.setLocationFromPaths(StandardLocation.CLASS_PATH, phase.classPath());
      List<Source> units = new ArrayList<>();
      files.getJavaFileObjectsFromPaths(sources).forEach(each -> units.add(new Source(each)));
      boolean compiled = compiler.getTask(null, files, diagnostics, OPTIONS, null, units).call();
      if (!compiled) {
        throw new Failure(lines(diagnostics.getDiagnostics()));
      }
    }
  }

  /** The file of a class in a package has its whole name, with underscores instead of dots. */
  private static final class Source extends ForwardingJavaFileObject<JavaFileObject> {
    Source(JavaFileObject file) {
      super(file);
    }

    @Override
    public boolean isNameCompatible(String simpleName, Kind kind) {
      return kind == Kind.SOURCE;
    }
  }

  /** Missing packages come first, because other errors follow from them. */
  private List<String> lines(List<Diagnostic<? extends JavaFileObject>> diagnostics) {
    Set<String> lines = new LinkedHashSet<>();
    diagnostics.stream()
        .filter(each -> each.getKind() == Diagnostic.Kind.ERROR)
        .sorted(
            Comparator.comparing(each -> !String.valueOf(each.getCode()).contains("doesnt.exist")))
        .map(this::line)
        .forEach(lines::add);
    return List.copyOf(lines);
  }

  private String line(Diagnostic<? extends JavaFileObject> diagnostic) {
    String message =
        String.join(
            ", ",
            diagnostic
                .getMessage(Locale.ENGLISH)
                .lines()
                .map(each -> each.strip().replaceAll("\\s+", " "))
                .toList());
    JavaFileObject source = diagnostic.getSource();
    if (source == null) {
      return message;
    }
    Path file = phase.volume().relativize(Path.of(source.toUri()));
    return file + ":" + diagnostic.getLineNumber() + ": " + message;
  }

  private void copyResources() throws IOException {
    Path directory = phase.volume().resolve(RESOURCES);
    if (!Files.isDirectory(directory)) {
      return;
    }
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path each : files.filter(Files::isRegularFile).toList()) {
        Path target = phase.classes().resolve(directory.relativize(each).toString());
        Files.createDirectories(Objects.requireNonNull(target.toAbsolutePath().getParent()));
        Files.copy(each, target, StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }
}

package io.kubeless.packaging;

import io.kubeless.packaging.config.ConfigNode.Mapping;
import io.kubeless.packaging.config.ConfiguredFunction;
import io.kubeless.packaging.config.Coordinates;
import io.kubeless.packaging.config.Project;
import io.kubeless.packaging.config.ProjectConfiguration;
import io.kubeless.packaging.config.PropertySource;
import io.kubeless.packaging.discovery.Handlers;
import io.kubeless.packaging.model.Origin;
import io.kubeless.packaging.model.Owner;
import io.kubeless.packaging.model.ProblemException;
import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/** A Maven project in a directory: compiled sources, other files, and properties. */
public final class ProjectFixture {
  // Most tests use the same class, which is compiled only once.
  private static final Map<String, Map<String, byte[]>> COMPILED = new ConcurrentHashMap<>();
  private static final Owner OWNER = new Owner("com.acme:hello");

  private final Path directory;
  private final SortedMap<String, String> properties = new TreeMap<>();
  private Mapping pom = Mapping.empty(Origin.of("pom.xml"));
  private Optional<String> overlay = Optional.empty();
  private Optional<String> registry = Optional.empty();
  private Owner owner = OWNER;
  private Coordinates coordinates = new Coordinates("com.acme", "hello", "1.0-SNAPSHOT");

  /** Creates an empty project. */
  public ProjectFixture(Path directory) {
    this.directory = directory;
  }

  /** Creates a project with the handler {@code com.acme.Hello}. */
  public static ProjectFixture hello(Path directory) throws IOException {
    return new ProjectFixture(directory)
        .source(
            "Hello",
            "public final class Hello implements Handler<Event, Context> {"
                + " public String handle(Event event, Context context) { return null; } }");
  }

  /** Adds a class in the package {@code com.acme}, which imports the API. */
  public ProjectFixture source(String name, String text) throws IOException {
    Path file = directory.resolve("src/main/java/com/acme/" + name + ".java");
    Files.createDirectories(file.getParent());
    Files.writeString(
        file, "package com.acme;\nimport io.kubeless.function.*;\nimport java.util.*;\n" + text);
    return this;
  }

  /** Adds a file below {@code src/main/kubeless}. */
  public ProjectFixture file(String name, String content) throws IOException {
    Path file = directory.resolve("src/main/kubeless").resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
    return this;
  }

  /** Adds a property to the command line. */
  public ProjectFixture property(String name, String value) {
    properties.put(name, value);
    return this;
  }

  /** Sets the plugin's configuration in the POM. */
  public ProjectFixture pom(Mapping configuration) {
    pom = configuration;
    return this;
  }

  /** Selects an overlay. */
  public ProjectFixture overlay(String name) {
    overlay = Optional.of(name);
    return this;
  }

  /** Sets the registry for images. */
  public ProjectFixture registry(String name) {
    registry = Optional.of(name);
    return this;
  }

  /** Sets the coordinates of the project in its build. */
  public ProjectFixture coordinates(String groupId, String artifactId, String version) {
    coordinates = new Coordinates(groupId, artifactId, version);
    return owner(new Owner(groupId + ":" + artifactId));
  }

  /** Sets the owner of the project. */
  public ProjectFixture owner(Owner other) {
    owner = other;
    return this;
  }

  /** Returns the directory of class files. */
  public Path classes() {
    return directory.resolve("target/classes");
  }

  /** Compiles the sources. */
  public ProjectFixture compile() throws IOException {
    StringBuilder sources = new StringBuilder();
    for (Map.Entry<String, byte[]> file : files(directory.resolve("src/main/java")).entrySet()) {
      sources.append(file.getKey()).append(new String(file.getValue(), StandardCharsets.UTF_8));
    }
    Map<String, byte[]> compiled = COMPILED.get(sources.toString());
    if (compiled == null) {
      Path output = directory.resolve("target/compiled"); // without classes from elsewhere
      javac(output);
      compiled = files(output);
      COMPILED.put(sources.toString(), compiled);
    }
    Files.createDirectories(classes());
    for (Map.Entry<String, byte[]> file : compiled.entrySet()) {
      Path path = classes().resolve(file.getKey());
      Files.createDirectories(path.getParent());
      Files.write(path, file.getValue());
    }
    return this;
  }

  private static Map<String, byte[]> files(Path root) throws IOException {
    Map<String, byte[]> files = new TreeMap<>();
    if (Files.isDirectory(root)) {
      try (Stream<Path> walk = Files.walk(root)) {
        for (Path file : walk.filter(Files::isRegularFile).toList()) {
          files.put(root.relativize(file).toString(), Files.readAllBytes(file));
        }
      }
    }
    return files;
  }

  private void javac(Path output) throws IOException {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--release",
                "17",
                "-proc:none",
                "-g:source",
                "-cp",
                System.getProperty("java.class.path"),
                "-d",
                output.toString()));
    File[] files = directory.resolve("src/main/java/com/acme").toFile().listFiles();
    Arrays.stream(files == null ? new File[0] : files).sorted().forEach(f -> arguments.add("" + f));
    Files.createDirectories(output);
    if (files == null) {
      return;
    }
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter out = new StringWriter();
    boolean done =
        compiler
            .getTask(
                out,
                null,
                null,
                arguments.subList(0, 8),
                null,
                compiler
                    .getStandardFileManager(null, null, null)
                    .getJavaFileObjectsFromStrings(arguments.subList(8, arguments.size())))
            .call();
    if (!done) {
      throw new AssertionError(out.toString());
    }
  }

  /** Compiles the sources and finds the handlers. */
  public Handlers handlers() throws IOException {
    compile();
    List<Path> classPath =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
            .filter(entry -> entry.contains("function-api") || entry.contains("jackson"))
            .map(Path::of)
            .toList();
    return Handlers.discover(classes(), classPath);
  }

  /** Compiles the sources and reads the functions. */
  public List<ConfiguredFunction> functions() throws IOException {
    return ProjectConfiguration.read(project(), handlers());
  }

  /** Returns the sources of the configuration. */
  public Project project() {
    return new Project(
        owner,
        coordinates,
        directory,
        directory.resolve("src/main/kubeless"),
        overlay,
        registry,
        pom,
        PropertySource.read(properties, List.of("kubeless.registry", "kubeless.env"), "-D%s"));
  }

  /** Returns the function of a project that has only one. */
  public ConfiguredFunction function() throws IOException {
    List<ConfiguredFunction> functions = functions();
    if (functions.size() != 1) {
      throw new AssertionError(functions.size() + " functions");
    }
    return functions.get(0);
  }

  /** Returns the text of all problems, with the directory replaced by {@code .}. */
  public String problems() throws IOException {
    try {
      return "no problem, but " + functions();
    } catch (ProblemException e) {
      return String.valueOf(e.getMessage()).replace(directory.toString(), ".");
    }
  }
}

package io.kubeless.maven;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.apache.maven.execution.DefaultMavenExecutionRequest;
import org.apache.maven.execution.DefaultMavenExecutionResult;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.model.building.DefaultModelBuilderFactory;
import org.apache.maven.model.building.DefaultModelBuildingRequest;
import org.apache.maven.model.building.ModelBuildingException;
import org.apache.maven.model.building.ModelBuildingRequest;
import org.apache.maven.model.building.ModelBuildingResult;
import org.apache.maven.plugin.MojoExecution;
import org.apache.maven.plugin.descriptor.MojoDescriptor;
import org.apache.maven.plugin.descriptor.PluginDescriptor;
import org.apache.maven.project.MavenProject;
import org.apache.maven.repository.internal.MavenRepositorySystemUtils;

/** Modules with the effective models that Maven builds from their POMs, and a session with them. */
final class Reactor {
  private static final String PLUGIN =
      "<plugin><groupId>io.kubeless</groupId><artifactId>kubeless-maven-plugin</artifactId>"
          + "<version>1.0</version>%s</plugin>";

  private final Path root;
  private final List<MavenProject> projects = new ArrayList<>();
  private final Properties user = new Properties();
  private final Properties system = new Properties();

  /** Creates a reactor with one parent; {@code body} follows the coordinates in its POM. */
  Reactor(Path root, String body) throws IOException, ModelBuildingException {
    this.root = root;
    add(
        root,
        "<groupId>com.acme</groupId><artifactId>shop</artifactId><version>1.0</version>"
            + "<packaging>pom</packaging>"
            + body);
  }

  /** Returns {@code <build><plugins>} with this plugin; {@code body} follows its coordinates. */
  static String plugins(String body) {
    return "<build><plugins>" + String.format(PLUGIN, body) + "</plugins></build>";
  }

  /** Returns {@code <pluginManagement>} with this plugin; {@code body} follows its coordinates. */
  static String managed(String body) {
    return "<build><pluginManagement><plugins>"
        + String.format(PLUGIN, body)
        + "</plugins></pluginManagement></build>";
  }

  /** Adds a module; {@code body} follows the artifactId in its POM. */
  MavenProject module(String artifactId, String body) throws IOException, ModelBuildingException {
    return add(
        root.resolve(artifactId),
        "<parent><groupId>com.acme</groupId><artifactId>shop</artifactId><version>1.0</version>"
            + "</parent>\n<artifactId>"
            + artifactId
            + "</artifactId>\n"
            + body);
  }

  private MavenProject add(Path directory, String body) throws IOException, ModelBuildingException {
    Files.createDirectories(directory);
    Path pom = directory.resolve("pom.xml");
    Files.writeString(pom, "<project><modelVersion>4.0.0</modelVersion>\n" + body + "</project>");
    ModelBuildingResult built =
        new DefaultModelBuilderFactory()
            .newInstance()
            .build(
                new DefaultModelBuildingRequest()
                    .setPomFile(pom.toFile())
                    .setValidationLevel(ModelBuildingRequest.VALIDATION_LEVEL_MINIMAL)
                    .setProcessPlugins(true)
                    .setLocationTracking(true)
                    .setSystemProperties(system)
                    .setUserProperties(user));
    MavenProject project = new MavenProject(built.getEffectiveModel());
    project.setFile(pom.toFile());
    project.setOriginalModel(built.getRawModel());
    if (!projects.isEmpty()) {
      project.setParent(projects.get(0));
    }
    projects.add(project);
    return project;
  }

  /** Copies a class of the tests to the classes of a module. */
  static void compile(Class<?> type, Path module) throws IOException {
    String file = type.getName().replace('.', '/') + ".class";
    Path to = module.resolve("target/classes").resolve(file);
    Files.createDirectories(to.getParent());
    Files.write(to, type.getClassLoader().getResourceAsStream(file).readAllBytes());
  }

  MavenProject project(int index) {
    return projects.get(index);
  }

  /** Sets {@code -D}. Call it before adding modules whose POMs use the property. */
  Reactor user(String name, String value) {
    user.setProperty(name, value);
    return this;
  }

  /** Sets a system property, such as {@code env.HOME}. */
  Reactor system(String name, String value) {
    system.setProperty(name, value);
    return this;
  }

  @SuppressWarnings("deprecation") // as Maven itself creates it
  MavenSession session() {
    DefaultMavenExecutionRequest request = new DefaultMavenExecutionRequest();
    request.setUserProperties(user);
    request.setSystemProperties(system);
    MavenSession session =
        new MavenSession(
            null,
            MavenRepositorySystemUtils.newSession(),
            request,
            new DefaultMavenExecutionResult());
    session.setProjects(projects);
    return session;
  }

  /** Returns an execution of a goal; on the command line, its id is {@code default-cli}. */
  static MojoExecution execution(String goal, String id) {
    PluginDescriptor plugin = new PluginDescriptor();
    plugin.setGroupId("io.kubeless");
    plugin.setArtifactId("kubeless-maven-plugin");
    plugin.setVersion("1.0");
    MojoDescriptor descriptor = new MojoDescriptor();
    descriptor.setPluginDescriptor(plugin);
    descriptor.setGoal(goal);
    return new MojoExecution(descriptor, id);
  }

  /** Returns a module's settings for a goal on the command line. */
  GoalSettings settings(String goal, MavenProject project) {
    return GoalSettings.read(session(), execution(goal, "default-cli"), project);
  }
}

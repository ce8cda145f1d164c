package io.kubeless.maven;

import io.kubeless.packaging.config.ConfigNode.Mapping;
import io.kubeless.packaging.config.PropertySource;
import io.kubeless.packaging.model.Problem;
import io.kubeless.packaging.model.ProblemException;
import java.io.IOException;
import java.nio.file.Files;
import java.util.HashSet;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.model.Profile;
import org.apache.maven.project.MavenProject;

/**
 * The properties with the prefix {@code kubeless.}. A name that no goal and no function reads is an
 * error on the command line, unless a POM of the reactor declares or references it, as {@code
 * ${kubeless.version}}. In {@code <properties>}, it belongs to the POM.
 */
final class KubelessProperties {
  private static final String COMMAND_LINE = "-D%s";
  private static final String POM = "pom.xml <properties> %s";

  private final MavenSession session;

  KubelessProperties(MavenSession session) {
    this.session = session;
  }

  /** Returns the keys of functions on the command line. */
  Mapping ofCommandLine() {
    return known(session.getUserProperties(), COMMAND_LINE);
  }

  /** Returns the keys of functions in a module's {@code <properties>}. */
  Mapping ofProject(MavenProject project) {
    return known(project.getProperties(), POM);
  }

  private static Mapping known(Properties properties, String origin) {
    SortedMap<String, String> ours = kubeless(properties);
    ours.keySet().removeAll(PropertySource.unknown(ours, Setting.properties(), origin).keySet());
    return PropertySource.read(ours, Setting.properties(), origin);
  }

  /**
   * Checks the command line.
   *
   * @throws ProblemException with all unknown names
   */
  void check() throws IOException {
    SortedMap<String, Problem> unknown =
        PropertySource.unknown(
            kubeless(session.getUserProperties()), Setting.properties(), COMMAND_LINE);
    if (!unknown.isEmpty()) {
      unknown.keySet().removeAll(ofPoms(unknown.keySet()));
    }
    if (!unknown.isEmpty()) {
      throw new ProblemException(List.copyOf(unknown.values()));
    }
  }

  /** Returns the names in a module's POM that are similar to a known name, with their problems. */
  SortedMap<String, Problem> misspelt(MavenProject project) throws IOException {
    SortedMap<String, Problem> unknown =
        PropertySource.unknown(kubeless(project.getProperties()), Setting.properties(), POM);
    unknown.values().removeIf(problem -> !problem.remedy().toString().startsWith("write "));
    Set<String> referenced = new HashSet<>();
    for (MavenProject each : session.getProjects()) {
      for (MavenProject at = each; at != null; at = at.getParent()) {
        referenced.addAll(referenced(at, unknown.keySet()));
      }
    }
    unknown.keySet().removeAll(referenced);
    return unknown;
  }

  /** Returns the names that POMs of the reactor declare or reference. */
  private Set<String> ofPoms(Set<String> names) throws IOException {
    Set<String> found = new HashSet<>();
    for (MavenProject each : session.getProjects()) {
      for (MavenProject at = each; at != null; at = at.getParent()) {
        found.addAll(at.getOriginalModel().getProperties().stringPropertyNames());
        for (Profile profile : at.getOriginalModel().getProfiles()) {
          found.addAll(profile.getProperties().stringPropertyNames());
        }
        found.addAll(referenced(at, names));
      }
    }
    return found;
  }

  private static Set<String> referenced(MavenProject project, Set<String> names)
      throws IOException {
    Set<String> found = new HashSet<>();
    if (project.getFile() != null && Files.isReadable(project.getFile().toPath())) {
      String text = Files.readString(project.getFile().toPath());
      names.stream().filter(name -> text.contains("${" + name + "}")).forEach(found::add);
    }
    return found;
  }

  private static SortedMap<String, String> kubeless(Properties properties) {
    SortedMap<String, String> found = new TreeMap<>();
    for (String name : properties.stringPropertyNames()) {
      if (name.startsWith("kubeless.")) {
        found.put(name, properties.getProperty(name));
      }
    }
    return found;
  }
}

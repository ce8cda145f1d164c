package io.kubeless.maven;

import io.kubeless.packaging.config.ConfigNode;
import io.kubeless.packaging.config.ConfigNode.Mapping;
import io.kubeless.packaging.config.ConfigNode.Scalar;
import io.kubeless.packaging.config.ConfigNode.Sequence;
import io.kubeless.packaging.config.Key;
import io.kubeless.packaging.config.Keys;
import io.kubeless.packaging.config.Origin;
import io.kubeless.packaging.model.Problem;
import io.kubeless.packaging.model.ProblemException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.maven.model.InputLocation;
import org.apache.maven.model.Plugin;
import org.apache.maven.model.PluginExecution;
import org.apache.maven.project.MavenProject;
import org.codehaus.plexus.util.xml.Xpp3Dom;

/** Reads what a module's POM says about its functions, with the line where it says so. */
final class PomConfiguration {
  /** Settings of goals: they are injected and no keys. */
  private static final Set<String> GOALS =
      Set.of(
          "skip",
          "registry",
          "registryInsecure",
          "target",
          "context",
          "sources",
          "output",
          "adopt",
          "force",
          "switchTarget",
          "restart",
          "wait",
          "port",
          "secretsDirectory");

  private static final Set<String> KEYS =
      Keys.ALL.stream().map(key -> key.path().split("\\.", 2)[0]).collect(Collectors.toSet());
  private static final String JAR = "jar";

  private final MavenProject project;

  PomConfiguration(MavenProject project) {
    this.project = project;
  }

  /** Returns the keys below the plugin's configuration. */
  Mapping read(String pluginKey) {
    Origin origin = Origin.of("pom.xml");
    Plugin plugin = project.getPlugin(pluginKey);
    if (plugin == null) {
      return Mapping.empty(origin);
    }
    for (PluginExecution execution : plugin.getExecutions()) {
      refuse(execution);
    }
    Object configuration = plugin.getConfiguration();
    if (!(configuration instanceof Xpp3Dom dom)) {
      return Mapping.empty(origin);
    }
    Map<String, ConfigNode> entries = new LinkedHashMap<>();
    for (Xpp3Dom child : dom.getChildren()) {
      if (!GOALS.contains(child.getName())) {
        ConfigNode node = node(child);
        entries.put(
            child.getName(),
            child.getName().equals("image") && node instanceof Mapping image
                ? image.without(JAR)
                : node);
      }
    }
    return new Mapping(entries, origin);
  }

  /** Returns whether the image takes the jar of package: {@code <image><jar>packaged</jar>}. */
  boolean packagedJar(String pluginKey) {
    Plugin plugin = project.getPlugin(pluginKey);
    return plugin != null
        && plugin.getConfiguration() instanceof Xpp3Dom dom
        && dom.getChild("image") != null
        && dom.getChild("image").getChild(JAR) != null
        && "packaged".equals(dom.getChild("image").getChild(JAR).getValue());
  }

  /**
   * Configuration of an execution would hold for that execution alone, never for {@code mvn
   * kubeless:deploy}.
   */
  private void refuse(PluginExecution execution) {
    if (execution.getConfiguration() instanceof Xpp3Dom dom) {
      for (Xpp3Dom child : dom.getChildren()) {
        if (KEYS.contains(child.getName()) && !inherited(child.getName())) {
          throw new ProblemException(
              Problem.inProject(
                  312,
                  "<" + child.getName() + "> stands in an <execution>",
                  origin(child) + " execution " + execution.getId(),
                  "goals on the command line would not see it",
                  "move it to the plugin's own <configuration>"));
        }
      }
    }
  }

  /**
   * Maven copies the plugin's own configuration into each execution; only more than that is new.
   */
  private boolean inherited(String name) {
    return project.getBuild().getPlugins().stream()
        .filter(plugin -> plugin.getArtifactId().equals("kubeless-maven-plugin"))
        .anyMatch(
            plugin ->
                plugin.getConfiguration() instanceof Xpp3Dom dom && dom.getChild(name) != null);
  }

  private ConfigNode node(Xpp3Dom dom) {
    Origin origin = origin(dom);
    Xpp3Dom[] children = dom.getChildren();
    String value = dom.getValue();
    if (children.length == 0) {
      return new Scalar(value == null ? "" : value, value, origin);
    }
    boolean list = list(dom);
    List<ConfigNode> items = new ArrayList<>();
    Map<String, ConfigNode> entries = new LinkedHashMap<>();
    for (Xpp3Dom child : children) {
      items.add(node(child));
      entries.put(child.getName(), node(child));
    }
    return list ? new Sequence(items, origin) : new Mapping(entries, origin);
  }

  /** Lists repeat their singular: {@code <secrets><secret>…}; a map has names of its own. */
  private static boolean list(Xpp3Dom dom) {
    String name = dom.getName();
    boolean declared =
        Keys.ALL.stream()
            .anyMatch(
                key ->
                    (key.path().equals(name) || key.path().endsWith("." + name))
                        && (key.type() == Key.Type.LIST
                            || key.type() == Key.Type.TRIGGERS
                            || key.type() == Key.Type.PEERS));
    return declared
        || (dom.getChildCount() > 1
            && dom.getChildren(dom.getChild(0).getName()).length == dom.getChildCount());
  }

  private Origin origin(Xpp3Dom dom) {
    // Declared as Object: the type of a location differs between Maven 3 and 4.
    Object location = dom.getInputLocation();
    if (location instanceof InputLocation at && at.getLineNumber() > 0) {
      return new Origin("pom.xml", at.getLineNumber(), 0);
    }
    return Origin.of("pom.xml <" + dom.getName() + ">");
  }
}

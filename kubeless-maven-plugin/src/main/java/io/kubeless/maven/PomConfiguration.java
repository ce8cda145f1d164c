package io.kubeless.maven;

import io.kubeless.packaging.config.ConfigNode;
import io.kubeless.packaging.config.ConfigNode.Mapping;
import io.kubeless.packaging.config.ConfigNode.Scalar;
import io.kubeless.packaging.config.ConfigNode.Sequence;
import io.kubeless.packaging.config.Key;
import io.kubeless.packaging.config.Keys;
import io.kubeless.packaging.model.ErrorCode;
import io.kubeless.packaging.model.Origin;
import io.kubeless.packaging.model.Problem;
import io.kubeless.packaging.model.ProblemException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.maven.model.InputLocation;
import org.apache.maven.model.InputSource;
import org.apache.maven.model.Plugin;
import org.apache.maven.model.PluginExecution;
import org.apache.maven.project.MavenProject;
import org.codehaus.plexus.util.xml.Xpp3Dom;
import org.jspecify.annotations.Nullable;

/**
 * The configuration of this plugin in one module's POM, with the line of each value. It is that of
 * {@code <build><plugins>}, which Maven has merged with {@code <pluginManagement>}, or that of
 * {@code <pluginManagement>} if the module does not declare the plugin.
 */
final class PomConfiguration {
  private static final Set<String> KEYS =
      Keys.ALL.stream().map(key -> key.path().split("\\.", 2)[0]).collect(Collectors.toSet());

  private final MavenProject project;
  private final @Nullable Plugin plugin;

  PomConfiguration(MavenProject project, String pluginKey) {
    this.project = project;
    this.plugin = find(project, pluginKey);
  }

  private static @Nullable Plugin find(MavenProject project, String pluginKey) {
    Plugin declared = project.getPlugin(pluginKey);
    return declared != null || project.getPluginManagement() == null
        ? declared
        : project.getPluginManagement().getPluginsAsMap().get(pluginKey);
  }

  /**
   * Returns the keys of functions.
   *
   * @throws ProblemException if an execution sets a key
   */
  Mapping keys() {
    Origin origin = Origin.of("pom.xml");
    executions().forEach(this::refuseKeys);
    Map<String, ConfigNode> entries = new LinkedHashMap<>();
    for (Xpp3Dom child : children(plugin == null ? null : plugin.getConfiguration())) {
      if (!Setting.isElement(child.getName())) {
        ConfigNode node = node(child);
        entries.put(
            child.getName(),
            child.getName().equals("image") && node instanceof Mapping image
                ? image.without("jar")
                : node);
      }
    }
    return new Mapping(entries, origin);
  }

  /** Returns a setting for an execution: its own value, or else the plugin's. */
  Optional<Scalar> setting(Setting setting, String executionId) {
    return executions().stream()
        .filter(each -> each.getId().equals(executionId))
        .findFirst()
        .flatMap(each -> find(each.getConfiguration(), setting))
        .or(() -> find(plugin == null ? null : plugin.getConfiguration(), setting));
  }

  /**
   * Returns a value that any execution sets, so that it can be reported if another execution
   * ignores it.
   */
  Optional<Scalar> settingOfAnExecution(Setting setting) {
    return executions().stream()
        .flatMap(each -> find(each.getConfiguration(), setting).stream())
        .findFirst();
  }

  private Optional<Scalar> find(@Nullable Object configuration, Setting setting) {
    Xpp3Dom found = configuration instanceof Xpp3Dom dom ? dom : null;
    for (String name : setting.element().split("\\.")) {
      found = found == null ? null : found.getChild(name);
    }
    return found == null || found.getValue() == null
        ? Optional.empty()
        : Optional.of(new Scalar(found.getValue(), origin(found)));
  }

  private List<PluginExecution> executions() {
    return plugin == null ? List.of() : plugin.getExecutions();
  }

  private static List<Xpp3Dom> children(@Nullable Object configuration) {
    return configuration instanceof Xpp3Dom dom ? List.of(dom.getChildren()) : List.of();
  }

  /**
   * Refuses keys in an execution. Goals on the command line would ignore them, and deploy other
   * functions.
   */
  private void refuseKeys(PluginExecution execution) {
    List<Xpp3Dom> inherited = children(plugin == null ? null : plugin.getConfiguration());
    for (Xpp3Dom child : children(execution.getConfiguration())) {
      // Maven copies the plugin's own configuration into each execution.
      if (KEYS.contains(child.getName()) && !inherited.contains(child)) {
        throw new ProblemException(
            Problem.of(
                    ErrorCode.SETTING_MISPLACED, "<%s> is set in an <execution>", child.getName())
                .at("%s execution %s", origin(child), execution.getId())
                .because("goals on the command line do not read the configuration of an execution")
                .remedy("move it to the plugin's own <configuration>"));
      }
    }
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

  /**
   * Returns whether an element is a list, which repeats its singular: {@code <secrets><secret>…}.
   * The elements of a map have other names.
   */
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
      return new Origin(file(at.getSource()), at.getLineNumber(), 0);
    }
    return Origin.of("pom.xml <" + dom.getName() + ">");
  }

  /** Returns the POM relative to the module, or the coordinates of a POM from a repository. */
  private String file(@Nullable InputSource source) {
    if (source == null || source.getLocation() == null || project.getBasedir() == null) {
      return "pom.xml";
    }
    if (source.getLocation().endsWith(".pom")) {
      return source.getModelId();
    }
    Path pom = Path.of(source.getLocation()).toAbsolutePath().normalize();
    Path module = project.getBasedir().toPath().toAbsolutePath().normalize();
    return module.relativize(pom).toString().replace('\\', '/');
  }
}

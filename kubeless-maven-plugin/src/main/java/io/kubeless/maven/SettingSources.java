package io.kubeless.maven;

import io.kubeless.packaging.config.ConfigNode.Scalar;
import io.kubeless.packaging.model.ErrorCode;
import io.kubeless.packaging.model.Origin;
import io.kubeless.packaging.model.Problem;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.plugin.MojoExecution;
import org.apache.maven.plugin.PluginParameterExpressionEvaluator;
import org.apache.maven.project.MavenProject;
import org.codehaus.plexus.component.configurator.expression.ExpressionEvaluationException;

/**
 * The sources of the settings of one module. With Maven's own rules, a literal in the POM would
 * override -D.
 */
final class SettingSources {
  /** A wrong value of these settings changes the wrong cluster. */
  private static final List<Setting> PLACES = List.of(Setting.CONTEXT, Setting.TARGET);

  private final MavenSession session;
  private final MojoExecution execution;
  private final MavenProject project;
  private final PomConfiguration pom;

  SettingSources(MavenSession session, MojoExecution execution, MavenProject project) {
    this.session = session;
    this.execution = execution;
    this.project = project;
    this.pom =
        new PomConfiguration(project, execution.getGroupId() + ":" + execution.getArtifactId());
  }

  /**
   * Returns the value of the first source that contains one. An empty value resets the setting to
   * its default.
   */
  Optional<Scalar> find(Setting setting) {
    String name = setting.property();
    return property(session.getUserProperties(), name, "-D" + name)
        .or(
            () ->
                pom.setting(setting, execution.getExecutionId()).flatMap(v -> evaluate(setting, v)))
        .or(() -> inherited(name))
        .or(() -> environment(setting))
        .map(value -> setting.form() == Setting.Form.BODY ? value : stripped(value));
  }

  /** Returns whether {@code kubeless.skip} or {@code kubeless.<goal>.skip} skips the goal. */
  boolean skips() {
    // deploy forks a build that begins with preflight
    List<String> goals =
        execution.getGoal().equals("preflight")
            ? List.of("preflight", "deploy")
            : List.of(execution.getGoal());
    return Stream.concat(
            goals.stream().map(Setting::skip).map(this::named), Stream.of(find(Setting.SKIP)))
        .flatMap(Optional::stream)
        .anyMatch(value -> value.text().isBlank() || value.text().strip().equals("true"));
  }

  private Optional<Scalar> named(String name) {
    return property(session.getUserProperties(), name, "-D" + name).or(() -> inherited(name));
  }

  /**
   * Returns the problem of a goal on the command line in a module in which only executions set the
   * cluster or the target: the goal would use another one.
   */
  Optional<Problem> misplaced() {
    return PLACES.stream()
        .filter(each -> each.goals().contains(execution.getGoal()) && find(each).isEmpty())
        .flatMap(
            each -> pom.settingOfAnExecution(each).map(found -> misplaced(each, found)).stream())
        .findFirst();
  }

  private Problem misplaced(Setting setting, Scalar found) {
    return Problem.of(
            ErrorCode.SETTING_MISPLACED, "<%s> is set in an <execution>", setting.element())
        .at(found.origin())
        .because(
            "kubeless:%s does not read the configuration of that execution", execution.getGoal())
        .remedy(
            "move it to the plugin's own <configuration>, or pass -D%s=%s",
            setting.property(), found.text());
  }

  private Optional<Scalar> inherited(String name) {
    return property(session.getSystemProperties(), name, "-D" + name + " of the JVM")
        .or(() -> property(project.getProperties(), name, "pom.xml <properties> " + name));
  }

  private Optional<Scalar> environment(Setting setting) {
    return setting == Setting.REGISTRY
        ? property(
            session.getSystemProperties(), "env.KUBELESS_REGISTRY", "environment KUBELESS_REGISTRY")
        : Optional.empty();
  }

  private static Optional<Scalar> property(Properties properties, String name, String origin) {
    return Optional.ofNullable(properties.getProperty(name))
        .map(value -> new Scalar(value, Origin.of(origin)));
  }

  private static Scalar stripped(Scalar value) {
    return new Scalar(value.text().strip(), value.origin());
  }

  /**
   * Evaluates expressions that are left in the model, such as {@code
   * ${session.executionRootDirectory}}. A switch whose value is an undefined property is unset, as
   * in Maven; for other settings, the property is reported.
   */
  private Optional<Scalar> evaluate(Setting setting, Scalar value) {
    if (!value.text().contains("${")) {
      return Optional.of(value);
    }
    try {
      Object evaluated =
          new PluginParameterExpressionEvaluator(session, execution).evaluate(value.text());
      if (evaluated == null && setting.form() == Setting.Form.FLAG) {
        return Optional.empty();
      }
      return Optional.of(
          evaluated == null ? value : new Scalar(evaluated.toString(), value.origin()));
    } catch (ExpressionEvaluationException e) {
      return Optional.of(value);
    }
  }
}

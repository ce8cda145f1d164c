package io.kubeless.maven;

import io.kubeless.packaging.model.Argument;
import io.kubeless.packaging.model.Wording;
import java.util.stream.Collectors;

/** Writes settings as properties on Maven's command line, and goals as commands. */
record MavenWording() implements Wording {
  static final Wording INSTANCE = new MavenWording();

  @Override
  public String setting(Argument.Setting setting) {
    return "-Dkubeless." + setting.name() + setting.value().map(value -> "=" + value).orElse("");
  }

  @Override
  public String goals(Argument.Goals goals) {
    return "mvn "
        + (goals.packaged() ? "package " : "")
        + goals.names().stream().map(name -> "kubeless:" + name).collect(Collectors.joining(" "));
  }

  @Override
  public String buildFile() {
    return "pom.xml";
  }

  @Override
  public String owner() {
    return "module";
  }

  @Override
  public String login(Argument.RegistryLogin login) {
    return "add a <server> with <id>" + login.registry() + "</id> to settings.xml";
  }
}

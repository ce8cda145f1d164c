package io.kubeless.packaging.model;

import java.util.ArrayList;
import java.util.List;

/** Writes settings as in a properties file, and goals by their names. */
record NeutralWording() implements Wording {

  @Override
  public String setting(Argument.Setting setting) {
    return setting.name() + setting.value().map(value -> "=" + value).orElse("");
  }

  @Override
  public String goals(Argument.Goals goals) {
    List<String> names = new ArrayList<>(goals.names());
    if (goals.packaged()) {
      names.add(0, "package");
    }
    return (names.size() > 1 ? "goals " : "goal ") + String.join(", ", names);
  }

  @Override
  public String buildFile() {
    return "the build file";
  }

  @Override
  public String owner() {
    return "owner";
  }

  @Override
  public String login(Argument.RegistryLogin login) {
    return "configure a login for " + login.registry();
  }
}

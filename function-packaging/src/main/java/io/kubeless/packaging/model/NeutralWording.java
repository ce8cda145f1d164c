package io.kubeless.packaging.model;

/** Settings as in a properties file, goals by their names. */
record NeutralWording() implements Wording {

  @Override
  public String setting(Argument.Setting setting) {
    return setting.name() + setting.value().map(value -> "=" + value).orElse("");
  }

  @Override
  public String goals(Argument.Goals goals) {
    return (goals.packaged() ? "package, " : "") + String.join(", ", goals.names());
  }

  @Override
  public String buildFile() {
    return "the build file";
  }

  @Override
  public String login(Argument.RegistryLogin login) {
    return "configure a login for " + login.registry();
  }
}

package io.kubeless.packaging.model;

/** How a front end writes what messages mention. */
public interface Wording {
  /** Words that belong to no front end, for exceptions and logs of the library itself. */
  Wording NEUTRAL = new NeutralWording();

  /** Returns a setting, such as {@code image.base=linked-jre}. */
  String setting(Argument.Setting setting);

  /** Returns goals as a command, such as {@code push, apply}. */
  String goals(Argument.Goals goals);

  /** Returns the name of the build file. */
  String buildFile();

  /** Returns how the build is given the login for a registry, as a verb and its object. */
  String login(Argument.RegistryLogin login);
}

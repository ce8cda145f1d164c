package io.kubeless.packaging.model;

/** The wording of a front end for the arguments of messages. */
public interface Wording {
  /** A wording that is independent of front ends, for exceptions and logs of the library itself. */
  Wording NEUTRAL = new NeutralWording();

  /** Returns a setting, such as {@code image.base=linked-jre}. */
  String setting(Argument.Setting setting);

  /** Returns goals as a command, such as {@code push, apply}. */
  String goals(Argument.Goals goals);

  /** Returns the name of the build file. */
  String buildFile();

  /** Returns the word for the {@link Owner} of a function, without an article. */
  String owner();

  /** Returns how to give the build the login for a registry, as a verb and its object. */
  String login(Argument.RegistryLogin login);
}

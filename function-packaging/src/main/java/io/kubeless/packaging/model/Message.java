package io.kubeless.packaging.model;

import com.google.errorprone.annotations.FormatMethod;
import com.google.errorprone.annotations.FormatString;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * A text that mentions settings, goals and places independently of the front end.
 *
 * <p>Example: {@code Message.of("choose another %s, or take it over: %s", setting("name"),
 * setting("adopt"))}.
 *
 * @param text the text, with one {@code %s} for each argument
 * @param arguments what the text mentions, in this order
 */
public record Message(String text, List<Argument> arguments) {
  private static final Message EMPTY = new Message("", List.of());

  /** Copies the arguments. */
  public Message {
    arguments = List.copyOf(arguments);
  }

  /** Returns a message without text. */
  public static Message empty() {
    return EMPTY;
  }

  /**
   * Returns a message.
   *
   * @param text the text, with one {@code %s} for each argument
   * @param arguments messages, arguments and other objects, which are written with {@code toString}
   */
  @FormatMethod
  public static Message of(@FormatString String text, Object... arguments) {
    return new Message(text, Stream.of(arguments).map(Argument::of).toList());
  }

  /** Returns a message that consists of one argument, such as a command. */
  public static Message of(Argument argument) {
    return new Message("%s", List.of(argument));
  }

  /** Returns the messages on separate lines. */
  public static Message lines(List<Message> messages) {
    return new Message(
        "\n%s".repeat(messages.size()).stripLeading(),
        messages.stream().map(Argument::of).toList());
  }

  /**
   * Returns a text that another program or library has written, such as the message of an exception
   * or of the API server. It is reported as it is.
   */
  public static Message verbatim(String text) {
    return of(new Argument.Value(text));
  }

  /** Returns whether the message has no text. */
  public boolean isEmpty() {
    return equals(EMPTY);
  }

  /** Returns the text in the wording of a front end. */
  public String text(Wording wording) {
    return String.format(
        Locale.ROOT, text, arguments.stream().map(each -> words(each, wording)).toArray());
  }

  private static String words(Argument argument, Wording wording) {
    if (argument instanceof Argument.Setting setting) {
      return wording.setting(setting);
    }
    if (argument instanceof Argument.Goals goals) {
      return wording.goals(goals);
    }
    if (argument instanceof Argument.BuildFile) {
      return wording.buildFile();
    }
    if (argument instanceof Argument.OwnerWord) {
      return wording.owner();
    }
    if (argument instanceof Argument.RegistryLogin login) {
      return wording.login(login);
    }
    if (argument instanceof Argument.Place place) {
      return place.origin().toString();
    }
    if (argument instanceof Argument.Nested nested) {
      return nested.message().text(wording);
    }
    return ((Argument.Value) argument).text();
  }

  /** Returns the text in a wording that is independent of front ends. */
  @Override
  public String toString() {
    return text(Wording.NEUTRAL);
  }
}

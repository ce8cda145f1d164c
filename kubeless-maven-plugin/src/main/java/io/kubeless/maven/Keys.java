package io.kubeless.maven;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * The keys that a developer presses on the terminal. Where {@code stty} exists, a key takes effect
 * at once; elsewhere, it is followed by Enter.
 */
final class Keys implements AutoCloseable {
  /** A key. */
  enum Key {
    /** Runs the tests. */
    TEST('t', "run the tests"),
    /** Starts the function again. */
    RELOAD('r', "reload"),
    /** Opens the console page. */
    CONSOLE('c', "open the console page"),
    /** Ends the goal. */
    QUIT('q', "quit");

    private final char letter;
    private final String does;

    Key(char letter, String does) {
      this.letter = letter;
      this.does = does;
    }
  }

  private final BlockingQueue<Key> pressed = new LinkedBlockingQueue<>();
  private final boolean terminal;
  private final Optional<String> before;
  private final Thread restore = new Thread(this::restore, "restore the terminal");

  private Keys(boolean terminal) {
    this.terminal = terminal;
    this.before = terminal ? stty("-g") : Optional.empty();
  }

  /** Reads the keys of a terminal; none if there is none. */
  static Keys of(boolean terminal) {
    Keys keys = new Keys(terminal);
    if (terminal) {
      if (keys.before.isPresent()) {
        Runtime.getRuntime().addShutdownHook(keys.restore);
        stty("-icanon -echo min 1");
      }
      Thread reader = new Thread(() -> keys.read(System.in), "keys");
      reader.setDaemon(true);
      reader.start();
    }
    return keys;
  }

  private void read(InputStream in) {
    try {
      for (int c = in.read(); c >= 0; c = in.read()) {
        char letter = Character.toLowerCase((char) c);
        Arrays.stream(Key.values()).filter(key -> key.letter == letter).forEach(pressed::add);
      }
    } catch (IOException e) {
      // The terminal is gone.
    }
  }

  /** Returns the next key that was pressed; empty if there was none. */
  Optional<Key> next() {
    return Optional.ofNullable(pressed.poll());
  }

  /** Returns the line that lists the keys; empty without a terminal. */
  List<String> lines() {
    return terminal
        ? List.of(
            Arrays.stream(Key.values())
                .map(key -> key.letter + " " + key.does)
                .collect(
                    Collectors.joining(
                        "   ", "keys      ", before.isPresent() ? "" : "   and Enter")))
        : List.of();
  }

  private static Optional<String> stty(String arguments) {
    try {
      Process process =
          new ProcessBuilder(("stty " + arguments).split(" "))
              .redirectInput(ProcessBuilder.Redirect.INHERIT)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      String output =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
      return process.waitFor(5, TimeUnit.SECONDS) && process.exitValue() == 0
          ? Optional.of(output)
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty(); // as on Windows
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  private void restore() {
    before.ifPresent(Keys::stty);
  }

  /** Restores the terminal. */
  @Override
  public void close() {
    if (before.isPresent()) {
      restore();
      try {
        Runtime.getRuntime().removeShutdownHook(restore);
      } catch (IllegalStateException e) {
        // This process is ending, and the hook is running.
      }
    }
  }
}

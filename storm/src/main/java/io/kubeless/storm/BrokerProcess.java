package io.kubeless.storm;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The server of a broker, which can be killed. Its output is appended to the file {@code log}. */
final class BrokerProcess implements AutoCloseable {
  private final List<String> command;
  private final Path directory;
  private final int port;
  private Process process;

  private BrokerProcess(List<String> command, Path directory, int port, Process process) {
    this.command = command;
    this.directory = directory;
    this.port = port;
    this.process = process;
  }

  /**
   * Starts a server, and returns when it accepts connections.
   *
   * @param directory of the process and its log
   * @param port on which the server listens
   */
  static BrokerProcess start(List<String> command, Path directory, int port)
      throws IOException, InterruptedException {
    BrokerProcess broker = new BrokerProcess(command, directory, port, process(command, directory));
    broker.awaitPort();
    return broker;
  }

  /** Starts a process. */
  static Process process(List<String> command, Path directory) throws IOException {
    return new ProcessBuilder(command)
        .directory(directory.toFile())
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(directory.resolve("log").toFile()))
        .start();
  }

  private void awaitPort() throws IOException, InterruptedException {
    long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(2);
    while (System.nanoTime() - end < 0) {
      try (Socket socket = new Socket()) {
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
        return;
      } catch (IOException e) {
        if (!process.isAlive()) {
          throw new IOException("the broker has ended: " + directory.resolve("log"), e);
        }
        Thread.sleep(50);
      }
    }
    throw new IOException("the broker does not listen: " + directory.resolve("log"));
  }

  /** Sends SIGKILL, and returns when the process has ended. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** Starts the server again, on the data that the last process has left. */
  void restart() throws IOException, InterruptedException {
    process = process(command, directory);
    awaitPort();
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }
}

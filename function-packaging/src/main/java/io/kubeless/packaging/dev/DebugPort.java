package io.kubeless.packaging.dev;

import static io.kubeless.packaging.model.Argument.setting;

import io.kubeless.packaging.model.ErrorCode;
import io.kubeless.packaging.model.Message;
import io.kubeless.packaging.model.Problem;
import io.kubeless.packaging.model.ProblemException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/**
 * The port for debuggers of a function that is developed, on this machine only. A debugger is
 * connected to the process that serves when it connects, and its connection ends with that process.
 * The port stays open while processes come and go.
 *
 * @see <a href="https://docs.oracle.com/en/java/javase/17/docs/specs/jdwp/jdwp-spec.html">Java
 *     Debug Wire Protocol</a>
 */
public final class DebugPort implements AutoCloseable {
  private final ServerSocket server;
  private volatile int process; // its port, 0 if there is none

  private DebugPort(ServerSocket server) {
    this.server = server;
  }

  /**
   * Listens on a port.
   *
   * @param port 0 for any free port
   * @throws ProblemException if the port is in use
   */
  public static DebugPort start(int port) {
    try {
      DebugPort started =
          new DebugPort(new ServerSocket(port, 8, InetAddress.getLoopbackAddress()));
      thread("debug port", started::accept);
      return started;
    } catch (IOException e) {
      throw new ProblemException(
          Problem.of(ErrorCode.LOCAL_START_FAILED, "Port %s is not available for debuggers", port)
              .at("%s", setting("debug"))
              .because(Message.verbatim(String.valueOf(e.getMessage())))
              .remedy("choose another port: %s", setting("debug", String.valueOf(port + 1))),
          e);
    }
  }

  /** Returns the port. */
  public int port() {
    return server.getLocalPort();
  }

  /**
   * Connects debuggers to another process from now on.
   *
   * @param other port of the process for a debugger; 0 if there is no process
   */
  public void connectTo(int other) {
    process = other;
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket debugger = server.accept();
        thread("debugger", () -> connect(debugger));
      } catch (IOException e) {
        // The port is closed, or the debugger is gone.
      }
    }
  }

  private void connect(Socket debugger) {
    try (debugger;
        Socket function = new Socket(InetAddress.getLoopbackAddress(), process)) {
      debugger.setTcpNoDelay(true);
      function.setTcpNoDelay(true);
      thread("debugger", () -> copy(debugger, function));
      copy(function, debugger);
    } catch (IOException e) {
      // There is no process, and the debugger reports it.
    }
  }

  /** Copies bytes until one side ends the connection, and then ends both. */
  private static void copy(Socket from, Socket to) {
    try (from;
        to;
        InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream()) {
      in.transferTo(out);
    } catch (IOException e) {
      // One side has ended the connection.
    }
  }

  private static void thread(String name, Runnable task) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    thread.start();
  }

  /** Stops listening. */
  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException e) {
      // Then it is closed, too.
    }
  }
}

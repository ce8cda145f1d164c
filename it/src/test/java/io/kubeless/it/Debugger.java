package io.kubeless.it;

import com.sun.jdi.Bootstrap;
import com.sun.jdi.VirtualMachine;
import com.sun.jdi.connect.AttachingConnector;
import com.sun.jdi.connect.Connector;
import java.net.ConnectException;
import java.util.Map;

/** Attaches to processes as the debugger of an IDE does. */
final class Debugger {
  private Debugger() {}

  /** Attaches as soon as a process accepts it on a port of this machine. */
  static VirtualMachine attach(int port) throws Exception {
    AttachingConnector connector =
        Bootstrap.virtualMachineManager().attachingConnectors().stream()
            .filter(each -> each.name().equals("com.sun.jdi.SocketAttach"))
            .findFirst()
            .orElseThrow();
    Map<String, Connector.Argument> arguments = connector.defaultArguments();
    arguments.get("hostname").setValue("localhost");
    arguments.get("port").setValue("" + port);
    for (int i = 0; ; i++) {
      try {
        return connector.attach(arguments);
      } catch (ConnectException e) {
        if (i == 300) {
          throw e;
        }
        Thread.sleep(100);
      }
    }
  }
}

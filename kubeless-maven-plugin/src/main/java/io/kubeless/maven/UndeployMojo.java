package io.kubeless.maven;

import io.kubeless.packaging.cluster.Connection;
import io.kubeless.packaging.cluster.ObjectChange;
import io.kubeless.packaging.cluster.Undeployer;
import io.kubeless.packaging.config.ConfiguredFunction;
import java.io.IOException;
import java.util.List;
import org.apache.maven.plugins.annotations.Execute;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.ResolutionScope;

/** Deletes everything that {@code deploy} made, lists it, and waits until it is gone. */
@Mojo(
    name = "undeploy",
    aggregator = true,
    requiresDependencyResolution = ResolutionScope.COMPILE_PLUS_RUNTIME,
    threadSafe = true)
@Execute(phase = LifecyclePhase.PROCESS_CLASSES)
public class UndeployMojo extends AbstractClusterMojo {
  @Override
  void run() throws IOException {
    for (Module module : modules(registry()).all()) {
      for (ConfiguredFunction configured : module.functions()) {
        try (Connection connection = connect(configured.function().namespace())) {
          announce(connection);
          List<ObjectChange> deleted =
              new Undeployer(connection, options().patience(), getLog()::info)
                  .undeploy(configured.function());
          getLog()
              .info(
                  deleted.isEmpty()
                      ? configured.function().name() + " is not deployed"
                      : "deleted   "
                          + deleted.size()
                          + " objects of "
                          + configured.function().name());
        }
      }
    }
  }
}

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
import org.apache.maven.plugins.annotations.Parameter;
import org.apache.maven.plugins.annotations.ResolutionScope;
import org.jspecify.annotations.Nullable;

/** Deletes everything that {@code deploy} created, lists it, and waits until it is gone. */
@Mojo(
    name = "undeploy",
    aggregator = true,
    requiresDependencyResolution = ResolutionScope.COMPILE_PLUS_RUNTIME,
    threadSafe = true)
@Execute(phase = LifecyclePhase.PROCESS_CLASSES)
@SuppressWarnings("UnusedVariable")
public class UndeployMojo extends AbstractKubelessMojo {
  /** Context of the kubeconfig. If it is unset, the current context is used. */
  @Parameter(property = "kubeless.context")
  private @Nullable String context;

  /** Seconds to wait for the cluster; with 0, {@code deploy} does not wait for the pods. */
  @Parameter(property = "kubeless.wait", defaultValue = "300")
  private String wait;

  @Override
  void run() throws IOException {
    for (Module module : modules().all()) {
      for (ConfiguredFunction configured : module.functions()) {
        GoalSettings settings = module.settings();
        try (Connection connection = settings.connect(configured.function().namespace())) {
          announce(connection, settings);
          List<ObjectChange> deleted =
              new Undeployer(connection, settings.options().patience(), getLog()::info)
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

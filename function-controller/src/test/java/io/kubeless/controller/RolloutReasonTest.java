package io.kubeless.controller;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Each file of reasons/ is a Deployment with its pods, and a golden file has the status. */
class RolloutReasonTest {
  private static final Path CASES = Path.of("src/test/resources/reasons");

  @Test
  void eachStateOfThePodsHasItsReason() throws Exception {
    try (Stream<Path> files = Files.list(CASES)) {
      GoldenFiles.check(
          "reasons",
          files.collect(
              Collectors.toMap(
                  each -> each.getFileName().toString().replace(".yaml", ".txt"),
                  RolloutReasonTest::status)));
    }
  }

  private static String status(Path file) {
    List<?> objects = objects(file);
    Deployment deployment = (Deployment) objects.get(0);
    List<Pod> pods = objects.stream().filter(Pod.class::isInstance).map(Pod.class::cast).toList();
    Function<Deployment, Optional<RolloutReason>> reason =
        each -> RolloutReason.of(each, pods, RolloutReasonTest::log);
    FunctionStatus status =
        FunctionStatus.of(Optional.of("orders"), Optional.of(deployment), reason);
    return status.ready() + " " + status.reason() + "\n" + status.message() + "\n";
  }

  private static List<?> objects(Path file) {
    try (InputStream stream = Files.newInputStream(file)) {
      Object read = new KubernetesSerialization().unmarshal(stream);
      return read instanceof List<?> list ? list : List.of(read);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String log(String path) {
    return path.contains("previous=true") ? "last line of " + path + "\n" : "";
  }
}

package io.kubeless.maven;

import static io.kubeless.packaging.model.Argument.setting;

import io.kubeless.packaging.config.ConfiguredFunction;
import io.kubeless.packaging.config.LocalConfiguration;
import io.kubeless.packaging.model.ErrorCode;
import io.kubeless.packaging.model.Message;
import io.kubeless.packaging.model.Problem;
import io.kubeless.packaging.model.ProblemException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The only function that a goal works on, and its module. */
record OneFunction(FunctionModule module, ConfiguredFunction configured) {

  String name() {
    return configured.function().name();
  }

  /** Returns the function with the values of {@code kubeless-local.yaml}. */
  LocalConfiguration local() throws IOException {
    return LocalConfiguration.read(module.sources(), configured.function());
  }

  /** Returns the only function of all modules, or reports how to select one. */
  static OneFunction of(List<FunctionModule> modules) {
    List<OneFunction> all = new ArrayList<>();
    modules.forEach(
        module -> module.functions().forEach(each -> all.add(new OneFunction(module, each))));
    return only(
        all,
        Message.of(
            "name its class: %s, or its module: -pl <module>",
            setting("handler", all.get(0).configured().function().handler().name())));
  }

  /** Returns the only function of a list, or reports how to select one. */
  static OneFunction only(List<OneFunction> all, Message remedy) {
    if (all.size() > 1) {
      throw new ProblemException(
          Problem.of(ErrorCode.SINGLE_FUNCTION_REQUIRED, "This goal requires one function")
              .at(
                  "the reactor has %s",
                  all.stream().map(OneFunction::name).collect(Collectors.joining(", ")))
              .remedy(remedy));
    }
    return all.get(0);
  }
}

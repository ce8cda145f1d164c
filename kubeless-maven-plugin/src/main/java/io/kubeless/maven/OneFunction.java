package io.kubeless.maven;

import io.kubeless.packaging.config.ConfiguredFunction;
import io.kubeless.packaging.model.Problem;
import io.kubeless.packaging.model.ProblemException;
import java.util.ArrayList;
import java.util.List;

/** The one function that a goal works on, and its module. */
record OneFunction(Module module, ConfiguredFunction configured) {

  /** Returns the only function of all modules, or refuses to choose. */
  static OneFunction of(List<Module> modules) {
    List<OneFunction> all = new ArrayList<>();
    modules.forEach(
        module -> module.functions().forEach(each -> all.add(new OneFunction(module, each))));
    if (all.size() > 1) {
      List<String> names = all.stream().map(each -> each.configured().function().name()).toList();
      throw new ProblemException(
          Problem.inProject(
              309,
              "This goal works on one function",
              "the reactor has " + String.join(", ", names),
              "",
              "name its class: -Dkubeless.handler="
                  + all.get(0).configured().function().handler().name()
                  + ", or its module: -pl <module>"));
    }
    return all.get(0);
  }
}

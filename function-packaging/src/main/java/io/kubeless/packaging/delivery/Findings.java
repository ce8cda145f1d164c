package io.kubeless.packaging.delivery;

import io.kubeless.packaging.model.Message;
import io.kubeless.packaging.model.Problem;
import io.kubeless.packaging.model.ProblemException;
import io.kubeless.packaging.observe.OutputFormat;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a diagnosis finds: a line for each check that succeeds, and all problems at the end. */
public final class Findings {
  private static final int WIDTH = 10;

  /** A check. */
  public interface Check {
    /**
     * Checks something.
     *
     * @return what was found, for the line of a success
     * @throws ProblemException if a deployment would fail
     */
    String run() throws IOException;
  }

  private final FrontEnd frontEnd;
  private final List<Problem> problems = new ArrayList<>();
  private final List<Map<String, Object>> checks = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();
  private String function = "";

  /** Creates findings, which are shown as soon as they are known. */
  public Findings(FrontEnd frontEnd) {
    this.frontEnd = frontEnd;
  }

  /** What other checks require, and nothing else shows. */
  public interface Requirement {
    /**
     * Does it.
     *
     * @throws ProblemException if a deployment would fail
     */
    void run() throws IOException;
  }

  /** Begins the checks of a function. Those before it are for all functions. */
  public void begin(String name) {
    function = name;
  }

  /**
   * Runs a check, and shows its result.
   *
   * @param label what is checked, in one word
   * @return whether it has succeeded
   */
  public boolean check(String label, Check check) throws IOException {
    try {
      String found = check.run();
      record(label, "ok", found, List.of());
      frontEnd.lines().accept(start(label) + "ok   " + found);
      return true;
    } catch (ProblemException e) {
      failed(label, e.problems());
      return false;
    }
  }

  /**
   * Does what other checks require, and shows it only if it fails.
   *
   * @param label what is required, in one word
   */
  public void require(String label, Requirement requirement) throws IOException {
    try {
      requirement.run();
    } catch (ProblemException e) {
      failed(label, e.problems());
    }
  }

  private void failed(String label, List<Problem> found) {
    record(label, "failed", "", found);
    for (Problem each : found) {
      if (!problems.contains(each)) {
        problems.add(each);
        String failure = each.what().text(frontEnd.wording());
        frontEnd.warnings().accept(start(label) + "FAIL " + each.code().text() + " " + failure);
      }
    }
  }

  /** Shows that a check was not possible. */
  public void skipped(String label, Message why) {
    String reason = why.text(frontEnd.wording());
    record(label, "skipped", reason, List.of());
    frontEnd.lines().accept(start(label) + "-    not checked: " + reason);
  }

  /** Shows something that makes no deployment fail. */
  public void warning(String text) {
    warnings.add(text);
    frontEnd.warnings().accept(text);
  }

  private static String start(String label) {
    return label + " ".repeat(WIDTH - label.length());
  }

  private void record(String label, String result, String text, List<Problem> found) {
    Map<String, Object> entry = new LinkedHashMap<>();
    entry.put("check", label);
    if (!function.isEmpty()) {
      entry.put("function", function);
    }
    entry.put("result", result);
    if (!text.isEmpty()) {
      entry.put("text", text);
    }
    if (!found.isEmpty()) {
      entry.put("problems", found.stream().map(each -> each.fields(frontEnd.wording())).toList());
    }
    checks.add(entry);
  }

  /** Returns all checks with their problems, and the warnings, as one document. */
  public String document(OutputFormat format) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("schemaVersion", 1);
    document.put("ok", problems.isEmpty());
    document.put("checks", checks);
    document.put("warnings", warnings);
    return format.document(document);
  }

  /**
   * Ends the diagnosis.
   *
   * @throws ProblemException with all problems
   */
  public void require() {
    if (!problems.isEmpty()) {
      throw new ProblemException(problems);
    }
  }
}

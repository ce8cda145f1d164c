package io.kubeless.packaging.delivery;

import io.kubeless.packaging.model.Message;
import io.kubeless.packaging.model.Problem;
import io.kubeless.packaging.model.ProblemException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

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

  /** Creates findings, which are shown as soon as they are known. */
  public Findings(FrontEnd frontEnd) {
    this.frontEnd = frontEnd;
  }

  /**
   * Runs a check, and shows its result.
   *
   * @param label what is checked, in one word
   * @return whether it has succeeded
   */
  public boolean check(String label, Check check) throws IOException {
    String start = label + " ".repeat(WIDTH - label.length());
    try {
      frontEnd.lines().accept(start + "ok   " + check.run());
      return true;
    } catch (ProblemException e) {
      for (Problem each : e.problems()) {
        if (!problems.contains(each)) {
          problems.add(each);
          frontEnd
              .warnings()
              .accept(
                  start
                      + "FAIL "
                      + each.code().text()
                      + " "
                      + each.what().text(frontEnd.wording()));
        }
      }
      return false;
    }
  }

  /** Shows that a check was not possible. */
  public void skipped(String label, Message why) {
    frontEnd
        .lines()
        .accept(
            label
                + " ".repeat(WIDTH - label.length())
                + "-    not checked: "
                + why.text(frontEnd.wording()));
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

package io.kubeless.packaging.model;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Everything that is wrong with one input, together. */
public final class ProblemException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient List<Problem> problems;

  /** Makes an exception of one problem and what caused it. */
  public ProblemException(Problem problem, @Nullable Throwable cause) {
    super(problem.text(), cause);
    this.problems = List.of(problem);
  }

  /** Makes an exception of one problem. */
  public ProblemException(Problem problem) {
    this(problem, null);
  }

  /** Makes an exception of at least one problem. */
  public ProblemException(List<Problem> problems) {
    super(problems.stream().map(Problem::text).collect(Collectors.joining("\n")));
    this.problems = List.copyOf(problems);
  }

  /** Returns the problems in the order they were found. */
  public List<Problem> problems() {
    return problems;
  }

  /** Returns whether the author of the project can put all of it right. */
  public boolean inProject() {
    return problems.stream().allMatch(problem -> problem.reader() == Problem.Reader.PROJECT);
  }
}

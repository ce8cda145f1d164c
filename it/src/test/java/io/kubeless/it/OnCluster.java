package io.kubeless.it;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Marks tests that need the test cluster. Without a cluster, each of them is reported as skipped.
 * The namespaces that a test creates are deleted after it has passed.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith({OnCluster.Condition.class, OnCluster.Namespaces.class})
@interface OnCluster {

  /** Skips tests if no cluster is available. */
  final class Condition implements ExecutionCondition {
    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
      return Cluster.isAvailable()
          ? ConditionEvaluationResult.enabled("there is a test cluster")
          : ConditionEvaluationResult.disabled(Cluster.MISSING);
    }
  }

  /**
   * Deletes the namespaces that a test has created, and those that its class has created before its
   * tests.
   */
  final class Namespaces implements BeforeEachCallback, AfterEachCallback, AfterAllCallback {
    private int before;

    @Override
    public void beforeEach(ExtensionContext context) {
      before = Cluster.CREATED.size();
    }

    @Override
    public void afterEach(ExtensionContext context) throws Exception {
      if (context.getExecutionException().isEmpty()) {
        Cluster.deleteCreatedSince(before);
      }
    }

    @Override
    public void afterAll(ExtensionContext context) throws Exception {
      if (context.getExecutionException().isEmpty()) {
        Cluster.deleteCreatedSince(0);
      }
    }
  }
}

package io.fdtrail;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may use whom. */
class ArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter().withImportOption(new ImportOption.DoNotIncludeTests()).importPackages("io.fdtrail");

  private static final SliceAssignment PACKAGES =
      new SliceAssignment() {
        @Override
        public SliceIdentifier getIdentifierOf(JavaClass javaClass) {
          return SliceIdentifier.of(javaClass.getPackageName());
        }

        @Override
        public String getDescription() {
          return "packages";
        }
      };

  @ParameterizedTest
  @ValueSource(strings = {"decode", "pair", "filter", "resolve"})
  void aStageKnowsTheEventsAndNoOtherStage(String stage) {
    String itself = "io.fdtrail." + stage;
    classes()
        .that().resideInAPackage(itself)
        .should().onlyDependOnClassesThat().resideInAnyPackage(itself, "io.fdtrail.event", "java..")
        .check(CLASSES);
  }

  @Test
  void eventsKnowNobody() {
    classes()
        .that().resideInAPackage("io.fdtrail.event")
        .should().onlyDependOnClassesThat().resideInAnyPackage("io.fdtrail.event", "java..")
        .check(CLASSES);
  }

  @Test
  void theKernelSideKnowsNothingOfTheAgent() {
    classes()
        .that().resideInAPackage("io.fdtrail.bpf")
        .should().onlyDependOnClassesThat().resideInAnyPackage("io.fdtrail.bpf", "io.fdtrail.os", "java..")
        .check(CLASSES);
  }

  @Test
  void onlyWhoAsksTheKernelKnowsTheKernelSide() {
    noClasses()
        .that().resideOutsideOfPackages(
            "io.fdtrail", "io.fdtrail.doctor", "io.fdtrail.inflight", "io.fdtrail.bpf")
        .should().dependOnClassesThat().resideInAPackage("io.fdtrail.bpf")
        .check(CLASSES);
  }

  @Test
  void whoPassesDescriptorsKnowsNothingOfTracing() {
    classes()
        .that().resideInAPackage("io.fdtrail.scm")
        .should().onlyDependOnClassesThat()
        .resideInAnyPackage("io.fdtrail.scm", "io.fdtrail.event", "io.fdtrail.os", "jnr.ffi..", "java..")
        .check(CLASSES);
  }

  @Test
  void whatIsAskedOfTheSystemKnowsNobody() {
    classes()
        .that().resideInAPackage("io.fdtrail.os")
        .should().onlyDependOnClassesThat().resideInAnyPackage("io.fdtrail.os", "jnr.ffi..", "java..")
        .check(CLASSES);
  }

  @Test
  void jnrIsLoadedByWhoPassesDescriptorsAlone() {
    noClasses()
        .that().resideOutsideOfPackages("io.fdtrail.os", "io.fdtrail.scm")
        .should().dependOnClassesThat().resideInAPackage("jnr..")
        .check(CLASSES);
  }

  @Test
  void nobodyKnowsTheCommand() {
    noClasses().should().dependOnClassesThat().resideInAPackage("io.fdtrail.cli..").check(CLASSES);
  }

  @Test
  void packagesFormNoCycle() {
    slices().assignedFrom(PACKAGES).should().beFreeOfCycles().check(CLASSES);
  }
}

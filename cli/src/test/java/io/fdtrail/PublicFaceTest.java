package io.fdtrail;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaType;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.lang.module.ModuleDescriptor.Exports;
import java.lang.module.ModuleFinder;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Who uses the library in a program of his own meets no type that is ours alone. */
class PublicFaceTest {
  private static final Set<String> FACE =
      Set.of("io.fdtrail", "io.fdtrail.event", "io.fdtrail.filter", "io.fdtrail.kernel");

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.fdtrail");

  @Test
  void itIsWhatTheModulesExport() {
    ModuleFinder modules =
        ModuleFinder.of(Path.of("../bpf/target/classes"), Path.of("../agent/target/classes"));
    assertThat(
            modules.findAll().stream()
                .flatMap(module -> module.descriptor().exports().stream())
                .filter(export -> !export.isQualified())
                .map(Exports::source))
        .containsExactlyInAnyOrderElementsOf(FACE);
  }

  @Test
  void itMentionsNoTypeOfOtherPackages() {
    Set<String> inner = new TreeSet<>();
    for (JavaClass each : CLASSES) {
      if (FACE.contains(each.getPackageName()) && isPublic(each)) {
        mentioned(each)
            .flatMap(type -> type.getAllInvolvedRawTypes().stream())
            .map(JavaClass::getBaseComponentType)
            .filter(type -> !isForUsers(type))
            .forEach(type -> inner.add(each.getName() + " mentions " + type.getName()));
      }
    }
    assertThat(inner).isEmpty();
  }

  @Test
  void aTypeOfAnInnerPackageIsFound() {
    assertThat(isForUsers(CLASSES.get("io.fdtrail.bpf.Probe"))).isFalse();
    assertThat(isForUsers(CLASSES.get("io.fdtrail.Pipeline"))).isFalse();
    assertThat(mentioned(CLASSES.get(Tracer.class)).map(JavaType::getName))
        .contains(
            "io.fdtrail.TraceOptions",
            "io.fdtrail.NoBackendException",
            "java.util.List<io.fdtrail.Refusal>");
  }

  private static boolean isForUsers(JavaClass type) {
    return !type.getPackageName().startsWith("io.fdtrail")
        || (FACE.contains(type.getPackageName()) && isPublic(type));
  }

  private static boolean isPublic(JavaClass type) {
    return type.getModifiers().contains(JavaModifier.PUBLIC)
        && type.getEnclosingClass().map(PublicFaceTest::isPublic).orElse(true);
  }

  private static Stream<JavaType> mentioned(JavaClass of) {
    Stream<JavaType> parents =
        Stream.concat(of.getSuperclass().stream(), of.getInterfaces().stream());
    return Stream.concat(
        parents,
        of.getMembers().stream()
            .filter(member -> isShown(member.getModifiers()))
            .flatMap(PublicFaceTest::mentioned));
  }

  private static boolean isShown(Set<JavaModifier> modifiers) {
    return modifiers.contains(JavaModifier.PUBLIC) || modifiers.contains(JavaModifier.PROTECTED);
  }

  private static Stream<JavaType> mentioned(JavaMember member) {
    if (member instanceof JavaCodeUnit code) {
      return Stream.of(
              List.of(code.getReturnType()), code.getParameterTypes(), code.getExceptionTypes())
          .flatMap(List::stream);
    }
    return Stream.of(((JavaField) member).getType());
  }
}

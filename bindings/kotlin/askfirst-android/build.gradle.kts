// For builds with Gradle and the Android plugin. Written by the plugin's documentation and NOT RUN in this
// repository, whose own tests build this module with Maven (pom.xml) against the framework's classes.
//
// The native libraries are expected in src/main/jniLibs/<abi>/libaskfirst_ffi.so; cargo-ndk puts them there:
//   cargo ndk -t arm64-v8a -t armeabi-v7a -t x86_64 -o src/main/jniLibs build --release -p askfirst-ffi
plugins {
    id("com.android.library")
    id("org.jetbrains.kotlin.android")
}

android {
    namespace = "org.askfirst.android"
    compileSdk = 35
    resourcePrefix = "askfirst_"

    defaultConfig {
        minSdk = 23
        consumerProguardFiles("src/main/consumer-rules.pro")
    }

    compileOptions {
        sourceCompatibility = JavaVersion.VERSION_1_8
        targetCompatibility = JavaVersion.VERSION_1_8
    }

    packaging {
        // Uncompressed and page-aligned, so that a 16 KB system can map them from the APK.
        jniLibs.useLegacyPackaging = false
    }
}

kotlin {
    explicitApi()
    compilerOptions {
        jvmTarget.set(org.jetbrains.kotlin.gradle.dsl.JvmTarget.JVM_1_8)
        optIn.add("org.askfirst.PlatformApi")
    }
}

dependencies {
    // On a phone JNA comes as an AAR, with its own native part; the plain jar is for desktops.
    api(project(":askfirst")) {
        exclude(group = "net.java.dev.jna", module = "jna")
    }
    implementation("net.java.dev.jna:jna:5.19.1@aar")
}

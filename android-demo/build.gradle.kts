// For Android Studio. Not run in this repository's own checks, which build the app with Maven and aapt2 (README.md).
//
// The library comes as two AARs or from your own Maven repository; put the versions you use here.
plugins {
    id("com.android.application") version "8.7.3"
    id("org.jetbrains.kotlin.android") version "2.0.21"
}

android {
    namespace = "org.askfirst.demo"
    compileSdk = 35

    defaultConfig {
        applicationId = "org.askfirst.demo"
        minSdk = 23
        targetSdk = 34
        versionCode = 1
        versionName = "0.1.0"
    }

    compileOptions {
        sourceCompatibility = JavaVersion.VERSION_1_8
        targetCompatibility = JavaVersion.VERSION_1_8
    }
    kotlinOptions { jvmTarget = "1.8" }

    sourceSets {
        // Each pack is one file in the repository; the app ships copies made here.
        getByName("main").assets.srcDir(layout.buildDirectory.dir("pack"))
        // The player and its checks run on Robolectric, from Maven.
        getByName("test").kotlin.setSrcDirs(emptyList<String>())
    }
}

val packAsAsset by tasks.registering(Copy::class) {
    from("../core/policies") { include("00*.json") }
    into(layout.buildDirectory.dir("pack"))
}
tasks.named("preBuild") { dependsOn(packAsAsset) }

dependencies {
    implementation("org.askfirst:askfirst-android:0.1.0")
    implementation("org.jetbrains.kotlinx:kotlinx-coroutines-android:1.9.0")
}

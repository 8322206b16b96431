@_spi(AskFirstTesting) import AskFirst

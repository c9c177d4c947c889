import QtQuick
import Hearthboard

Text {
    color: Theme.text
    font.family: Theme.family
    font.pixelSize: Theme.fontBody
    textFormat: Text.PlainText
}

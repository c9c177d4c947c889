import QtQuick
import QtQuick.Templates as T
import Hearthboard

// One line to be typed in, with what stands there while it is empty.
T.TextField {
    id: root

    property string label
    signal edited(string text)

    implicitWidth: 12 * Theme.fontBody
    implicitHeight: Math.max(Theme.target, contentHeight + topPadding + bottomPadding)
    leftPadding: 2 * Theme.unit
    rightPadding: leftPadding
    topPadding: Theme.unit
    bottomPadding: Theme.unit
    verticalAlignment: TextInput.AlignVCenter
    font.family: Theme.family
    font.pixelSize: Theme.fontBody
    color: Theme.text
    selectionColor: Theme.price
    selectedTextColor: Theme.onAction
    selectByMouse: true
    clip: true
    inputMethodHints: Qt.ImhUrlCharactersOnly | Qt.ImhNoAutoUppercase | Qt.ImhNoPredictiveText
    onTextEdited: root.edited(text)
    Accessible.role: Accessible.EditableText
    Accessible.name: label
    Accessible.description: placeholderText

    background: Rectangle {
        radius: Theme.unit
        color: Theme.raised
        border.width: root.activeFocus ? 3 : Theme.dark ? 0 : 1
        border.color: root.activeFocus ? Theme.price : Theme.line
    }

    Label {
        visible: root.text === "" && root.preeditText === ""
        anchors.fill: parent
        anchors.leftMargin: root.leftPadding
        anchors.rightMargin: root.rightPadding
        verticalAlignment: Text.AlignVCenter
        mayBeCut: true
        text: root.placeholderText
        color: Theme.textFaint
        Accessible.ignored: true
    }
}
